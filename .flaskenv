FLASK_APP=webhook.app:create_app
